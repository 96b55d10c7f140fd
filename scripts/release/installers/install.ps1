# Installs codex-login into a folder of yours: downloads the archive, checks it against SHA256SUMS before
# anything is unpacked, and puts the executable in place. Needs no administrator, changes nothing else, and
# leaves nothing behind where it fails or is interrupted. For Windows PowerShell 5.1 and PowerShell 7.
#
#   irm <address of this file> | iex
#
# CODEX_LOGIN_INSTALL_DIR, CODEX_LOGIN_VERSION and CODEX_LOGIN_BASE_URL say otherwise than what is usual.

function Install-CodexLogin {
  $ErrorActionPreference = 'Stop'
  # The bar makes Windows PowerShell's downloads many times slower.
  $ProgressPreference = 'SilentlyContinue'
  $version = if ($env:CODEX_LOGIN_VERSION) { $env:CODEX_LOGIN_VERSION } else { '@VERSION@' }
  $baseUrl = if ($env:CODEX_LOGIN_BASE_URL) { $env:CODEX_LOGIN_BASE_URL } else { '@DOWNLOAD_BASE@' }
  $folder = $env:CODEX_LOGIN_INSTALL_DIR
  if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'Programs\codex-login' }

  if ($baseUrl -notmatch '^(https://|http://(127\.0\.0\.1|localhost)[:/])') {
    throw "The address to download from has to begin with https://, and it is $baseUrl."
  }
  # Windows on ARM runs it, too.
  if ($env:PROCESSOR_ARCHITECTURE -notin 'AMD64', 'ARM64') {
    throw "There is no codex-login for Windows on $env:PROCESSOR_ARCHITECTURE."
  }
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

  $stem = "codex-login-$version-x86_64-pc-windows-msvc"
  $archive = "$stem.zip"
  $program = Join-Path $folder 'codex-login.exe'
  $staged = Join-Path $folder ".codex-login.$PID.exe"
  $isNewFolder = -not (Test-Path -LiteralPath $folder)
  $isDone = $false
  $work = Join-Path ([IO.Path]::GetTempPath()) "codex-login-$([Guid]::NewGuid())"
  New-Item -ItemType Directory -Path $work | Out-Null
  try {
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

    Expand-Archive -LiteralPath (Join-Path $work $archive) -DestinationPath $work
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
    $isDone = $true
  }
  finally {
    Remove-Item -Recurse -Force -LiteralPath $work -ErrorAction SilentlyContinue
    Remove-Item -Force -LiteralPath $staged -ErrorAction SilentlyContinue
    if ($isNewFolder -and -not $isDone) {
      Remove-Item -Force -LiteralPath $folder -ErrorAction SilentlyContinue
    }
  }

  Write-Host "codex-login $version is installed: $program"
  if (($env:Path -split ';') -notcontains $folder) {
    Write-Host 'Add its folder to your PATH, then open a new window:'
    Write-Host "  [Environment]::SetEnvironmentVariable('Path', '$folder;' + [Environment]::GetEnvironmentVariable('Path', 'User'), 'User')"
  }
  Write-Host 'Sign in with: codex-login'
}

# Only here does anything happen: a script that was cut on its way does nothing.
Install-CodexLogin
