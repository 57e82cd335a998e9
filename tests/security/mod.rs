//! Does each known attack fail? One module for each family, named by the attack.

mod covert_content;
mod crafted;
mod direct_exfiltration;
mod flooding;
mod gadgets;
mod header_fields;
mod impostors;
mod mixed_up;
mod removal;
mod signature_strength;
mod signers;
mod spoofed_signatures;
mod surreptitious_forwarding;
