import { useCallback, useRef, useState, type FormEvent } from "react";
import type { ZegelProtect } from "zegel/element";
import "zegel/element";
import { addressesIn, base64, certificateOf, stamp, type Mail } from "./mail";

export function Compose({ mail }: { mail: Mail }) {
  const protect = useRef<ZegelProtect>(null);
  const [to, setTo] = useState("");
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [sent, setSent] = useState("");
  const certificates = useCallback(async () => (await Promise.all(addressesIn(to).map(certificateOf))).flat(), [to]);

  async function send(event: FormEvent) {
    event.preventDefault();
    const element = protect.current!;
    try {
      if (!await element.settle()) return;
      const { messages } = await element.seal();
      // Here your webmail hands all of them on; this page shows the first.
      setSent(new TextDecoder().decode(messages[0]!.bytes));
      element.sealed();
    } catch (error) {
      element.fail(error);
    }
  }

  // A draft that is another object is another draft: the element decides anew, and only then.
  return (
    <form onSubmit={send}>
      <label>To <input value={to} onChange={(event) => setTo(event.target.value)} /></label>
      <label>Subject <input value={subject} onChange={(event) => setSubject(event.target.value)} /></label>
      <zegel-protect ref={protect} engine={mail.engine} bundle={mail.bundle} certificates={certificates}
        draft={{ from: mail.from, to: addressesIn(to), subject, text, ...stamp() }} />
      <label>Message <textarea rows={8} value={text} onChange={(event) => setText(event.target.value)} /></label>
      <button>Send</button>
      <output data-certificate={base64(mail.certificate)}>{sent}</output>
    </form>
  );
}
