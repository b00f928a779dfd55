// Decides whether a text is a link that is safe to offer.

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const LONGEST = 2000;
/** Control and format characters and spaces hide what an address is; a backslash is read as a slash. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\]/u;

/**
 * @param {string} text
 * @returns {{href: string, host: string} | null} `host` is what to show on hover
 */
export function safeLink(text) {
  if (!/^(https?:\/\/[^/?#]|mailto:[^/?#])/i.test(text)) return null;
  if (text.length > LONGEST || FORBIDDEN.test(text)) return null;
  /** @type {URL} */
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (!SCHEMES.has(url.protocol)) return null;
  if (url.protocol === "mailto:") return { href: url.href, host: url.pathname };
  // "https://bank.example@evil.example" shows one host and opens another.
  const authority = text.slice(text.indexOf("//") + 2).split(/[/?#]/, 1)[0] ?? "";
  if (url.username || url.password || authority.includes("@") || !url.host) return null;
  return { href: url.href, host: url.host };
}
