// @ts-check
/** Which IP addresses are somebody on the public Internet, and not this machine, its network or nobody. */
import { BlockList, isIP } from "node:net";

/** IANA's registries of special-purpose addresses (RFC 6890 and what came after): all that is not plain public unicast. */
const SPECIAL_V4 = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
  "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
  "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
];

/**
 * Within 2000::/3, the only part of IPv6 that is given out. Teredo, ORCHID, benchmarking and the like are in 2001::/23;
 * 6to4 (2002::/16) wraps an IPv4 address, whatever that is.
 */
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

const special = new BlockList();
for (const range of SPECIAL_V4) add(range, "ipv4");
for (const range of SPECIAL_V6) add(range, "ipv6");
// Everything outside of it: loopback, mapped and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96), unique local, link-local,
// multicast, and what nobody has yet.
const given = new BlockList();
given.addSubnet("2000::", 3, "ipv6");

/** @param {string} range @param {"ipv4" | "ipv6"} family */
function add(range, family) {
  const [net = "", bits] = range.split("/");
  special.addSubnet(net, Number(bits), family);
}

/**
 * @param {string} address as a resolver writes it
 * @returns {boolean}
 */
export function isPublic(address) {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  // With a zone it means something on this machine's own links.
  return family === 6 && !address.includes("%") && given.check(address, "ipv6") && !special.check(address, "ipv6");
}
