# Installs codex-login into a folder of yours: downloads the archive, checks it against SHA256SUMS before
# anything is unpacked, and puts the executable in place. Needs no administrator, changes nothing else, and
# leaves nothing behind where it fails or is interrupted. For Windows PowerShell 5.1 and PowerShell 7.
#
#   irm <address of this file> | iex
#
# CODEX_LOGIN_INSTALL_DIR, CODEX_LOGIN_VERSION and CODEX_LOGIN_BASE_URL say otherwise than what is usual.

# One block with a scope of its own: nothing of it stays in your session, and a script that was cut on its way
# does nothing.
& {
  $ErrorActionPreference = 'Stop'
  # The bar makes Windows PowerShell's downloads many times slower.
  $ProgressPreference = 'SilentlyContinue'
  $version = if ($env:CODEX_LOGIN_VERSION) { $env:CODEX_LOGIN_VERSION } else { '@VERSION@' }
  $baseUrl = if ($env:CODEX_LOGIN_BASE_URL) { $env:CODEX_LOGIN_BASE_URL } else { '@DOWNLOAD_BASE@' }

  if ($env:OS -ne 'Windows_NT') { throw 'This is not Windows: run install.sh instead.' }
  if ($baseUrl -notmatch '^(https://|http://(127\.0\.0\.1|localhost)[:/])') {
    throw "The address to download from has to begin with https://, and it is $baseUrl."
  }
  # A PowerShell of 32 bits names itself, and the machine beside it. Windows on ARM runs the program, too.
  $machine = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
  if ($machine -notin 'AMD64', 'ARM64') { throw "There is no codex-login for Windows on $machine." }

  $folder = $env:CODEX_LOGIN_INSTALL_DIR
  if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'Programs\codex-login' }
  $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($folder)
  $version = $version -replace '^v'
  $stem = "codex-login-$version-x86_64-pc-windows-msvc"
  $archive = "$stem.zip"
  $program = Join-Path $folder 'codex-login.exe'
  $staged = Join-Path $folder ".codex-login.$PID.exe"
  # The folders that are not there yet, the innermost first.
  $made = @()
  for ($one = $folder; $one -and -not (Test-Path -LiteralPath $one); $one = [IO.Path]::GetDirectoryName($one)) {
    $made += $one
  }
  $work = Join-Path ([IO.Path]::GetTempPath()) "codex-login-$([Guid]::NewGuid())"
  $protocols = [Net.ServicePointManager]::SecurityProtocol
  try {
    # 0 leaves it to Windows; an older list has no TLS 1.2.
    if ([int]$protocols -ne 0) {
      [Net.ServicePointManager]::SecurityProtocol = $protocols -bor [Net.SecurityProtocolType]::Tls12
    }
    New-Item -ItemType Directory -Path $work | Out-Null
    foreach ($name in 'SHA256SUMS', $archive) {
      try {
        Invoke-WebRequest -UseBasicParsing -Uri "$baseUrl/v$version/$name" -OutFile (Join-Path $work $name)
      }
      catch {
        throw "$baseUrl/v$version/$name could not be downloaded: $($_.Exception.Message)"
      }
    }

    $line = Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS') |
      Where-Object { $_ -match '^([0-9a-f]{64})  (.+)$' -and $Matches[2] -eq $archive }
    if (-not $line) { throw "SHA256SUMS does not have $archive; nothing was installed." }
    $wanted = ([string]$line).Substring(0, 64)
    $actual = (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $work $archive)).Hash
    if ($actual -ne $wanted) {
      throw "$archive is not what SHA256SUMS says (cut, or changed on its way); nothing was installed."
    }

    # It comes from a module, which does not see the preferences above.
    Expand-Archive -ErrorAction Stop -LiteralPath (Join-Path $work $archive) -DestinationPath $work
    New-Item -ItemType Directory -Force -Path $folder | Out-Null
    # Beside its place and tried there, so that the last step is one rename.
    Copy-Item -LiteralPath (Join-Path $work "$stem\codex-login.exe") -Destination $staged
    & $staged --version | Out-Null
    if ($LASTEXITCODE -ne 0) { throw 'codex-login does not start on this machine.' }
    try {
      Move-Item -Force -LiteralPath $staged -Destination $program
    }
    catch {
      throw "$program could not be replaced; end every codex-login and try again: $($_.Exception.Message)"
    }
    $made = @()
  }
  finally {
    [Net.ServicePointManager]::SecurityProtocol = $protocols
    Remove-Item -Recurse -Force -LiteralPath $work -ErrorAction SilentlyContinue
    Remove-Item -Force -LiteralPath $staged -ErrorAction SilentlyContinue
    # Not by Remove-Item, which would ask about one that is not empty.
    foreach ($one in $made) { try { [IO.Directory]::Delete($one) } catch { break } }
  }

  Write-Host "codex-login $version is installed: $program"
  if (($env:Path -split ';').TrimEnd('\') -notcontains $folder.TrimEnd('\')) {
    $quoted = $folder -replace "'", "''"
    Write-Host 'Add its folder to your PATH, then open a new window:'
    Write-Host "  [Environment]::SetEnvironmentVariable('Path', '$quoted;' + [Environment]::GetEnvironmentVariable('Path', 'User'), 'User')"
  }
  Write-Host 'Sign in with: codex-login'
}
