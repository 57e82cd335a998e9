// @ts-check
// Whether text on a colour is black or white, and how well it can be read (WCAG 2.2). Covers are coloured by the same rule.

/**
 * @param {string} color  #rrggbb
 * @returns {{ ink: "black"|"white", ratio: number }|null}  null for what is no colour
 */
export function inkOn(color) {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return null;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [white, black] = [1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05];
  return white >= black ? { ink: "white", ratio: white } : { ink: "black", ratio: black };
}
