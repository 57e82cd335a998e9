// Nothing of Vue: the engine, the rules, one's own key, and where certificates are found.
import { start } from "zegel";
import { everybody } from "zegel/everybody";
import type { Engine, FoundCertificate } from "zegel/types";
import type { BundleView } from "zegel/types/element";

export type Mail = { engine: Engine; bundle: BundleView; from: string; certificate: Uint8Array };

/** An organisation's own rules come signed: `loadPolicy` of zegel/policy. */
export async function begin({ name, address }: { name: string; address: string }): Promise<Mail> {
  const engine = await start();
  const answer = engine.useBundle(everybody(), { address });
  if (!("bundle" in answer)) throw new Error("These rules have mistakes.");
  const own = (await engine.ownKeys())[0] ?? await engine.makeKey({ name, address });
  return { engine, bundle: answer.bundle, from: `${name} <${address}>`, certificate: own.certificate };
}

export const addressesIn = (text: string) => text.split(",").map((one) => one.trim()).filter(Boolean);

/** Your directory. What is found counts for this address alone. */
export async function certificateOf(address: string): Promise<FoundCertificate[]> {
  const answer = await fetch(`/keys/${encodeURIComponent(address)}`);
  return answer.ok ? [{ address, bytes: new Uint8Array(await answer.arrayBuffer()) }] : [];
}

/** What the draft's header needs anew for every mail that is sent. */
export const stamp = () => ({ date: new Date().toISOString(), messageId: `${crypto.randomUUID()}@example.org` });

export const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
