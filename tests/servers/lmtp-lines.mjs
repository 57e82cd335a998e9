// @ts-check
/** Says the lines of its input to an LMTP server, in step with the answers: node lmtp-lines.mjs PORT < lines */
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const [, , port] = process.argv;
const lines = (await text(process.stdin)).trimEnd().split("\n");
const socket = connect(Number(port), "127.0.0.1").setEncoding("latin1");

let isMessage = false;
let buffered = "";
for await (const part of socket) {
  buffered += part;
  // One reply, of which only the last line has a blank after the code.
  const [, code] = /(?:^|\n)(\d)\d\d [^\n]*\n$/.exec(buffered) ?? [];
  if (code === undefined) continue;
  if (code > "3") {
    process.stderr.write(buffered);
    process.exitCode = 1;
    break;
  }
  buffered = "";
  isMessage = code === "3";
  do {
    const line = lines.shift();
    if (line === undefined) break;
    socket.write(`${line}\r\n`);
    if (line === ".") isMessage = false;
  } while (isMessage);
}
socket.destroy();
