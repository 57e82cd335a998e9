import { readFileSync as rf } from 'node:fs';
import { person } from './zegel.mjs';
import { answerPayload } from './mail.mjs';
import { binaryIn,wrap,packets,joined,armor } from './pgp-mime.mjs';
import * as js from './openpgp-js.mjs';
import { sequoia } from './python.mjs';
let gen=0,S; const mod=new WebAssembly.Module(rf('www/wasm/sealer_bg.wasm'));
async function fresh(){S=await import('../../www/wasm/sealer.js?'+(gen++));S.initSync({module:mod});}
await fresh();
const open=(m,k)=>S.open(Buffer.from(m),[k.secret],[],undefined,Date.now(),()=>{});
const judge=(c)=>S.read_certificate(c,'noor@example.org',Date.now()); const readKey=(c)=>S.read_key(c,'x',Date.now());
const noor=person('noor@example.org'); const n6=person('noor@example.org','v6'); const old=await js.makeKey('noor@example.org',4);
const rnd=n=>Math.floor(Math.random()*n);
const corp=[[await binaryIn(await js.write(answerPayload(),{to:[old.certificate]})),old],[await binaryIn(await js.write(answerPayload(),{to:[noor.certificate],config:{preferredAEADAlgorithm:2}})),noor],[await binaryIn(await js.write(answerPayload(),{to:[n6.certificate]})),n6]];
const mut=(b,u)=>{const c=Buffer.from(b);for(let k=1+rnd(4);k>0;k--)c[rnd(Math.min(u,c.length))]=rnd(4)?rnd(256):[0,255,254,192,223,224,1,2][rnd(8)];return c};
const seen=new Map(); const end=Date.now()+40000;let n=0;
const go=async(name,f,bytes)=>{n++;try{f()}catch(e){if(e instanceof WebAssembly.RuntimeError){const k=name+' '+e.message+' '+(e.stack.match(/wasm-function\[\d+\]/g)||[]).slice(0,8).map(x=>x.slice(14,-1)).join(' ');if(!seen.has(k)){seen.set(k,bytes.subarray(0,400).toString('hex'))};await fresh()}}};
const inner=[joined([{tag:11,body:Buffer.concat([Buffer.from('b\0\0\0\0\0','latin1'),answerPayload()])}])];
const certs=[noor.certificate,n6.certificate,old.certificate,rf('tests/keys/dsa-elgamal.pgp'),sequoia.makeKey('noor@example.org',6).certificate];
const keys=[noor.secret,n6.secret,old.secret];
const signedInner=Buffer.from(inner[0]);
while(Date.now()<end){
 const r=rnd(10);
 if(r<4){const [b,k]=corp[rnd(3)];let c=mut(b,rnd(2)?b.length:150);
   try{const sei=packets(c).find(p=>p.tag===18);if(sei&&sei.body[0]===2&&![1,2,3].includes(sei.body[2]))continue}catch{continue}
   await go('open',()=>open(wrap(armor(c)),k),c)}
 else if(r<6){const c=mut(certs[rnd(certs.length)],1e9);await go('cert',()=>judge(c),c)}
 else if(r<8){const c=mut(keys[rnd(3)],1e9);await go('key',()=>readKey(c),c)}
 else {const x=mut(rnd(2)?inner[0]:noor.certificate,60);const c=await js.encryptPackets(x,old.certificate);await go('inner',()=>open(wrap(armor(c)),old),x)}
}
console.log(n,gen);for(const [k,v] of seen)console.log(k,v);
