// Prints what the doctor finds about the callback ports, for a test that takes an address away first.
import { checkPorts } from "../../src/doctor/port_checks.ts";

console.log(JSON.stringify(checkPorts().map(({ id, status }) => `${id} ${status}`)));
