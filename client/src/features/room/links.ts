export interface TextPart {
  text: string;
  /** An address that is safe to open, or null for plain text. */
  href: string | null;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** Signs at the end of a sentence that stand right behind an address without belonging to it. */
const TRAILING = /[.,;:!?…)\]}»”]+$/u;

/** Splits a message into text and web addresses. Nothing but http and https ever becomes a link. */
export function linkify(message: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  const plain = (text: string) => {
    if (text !== '') parts.push({ text, href: null });
  };
  for (const match of message.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safe(address);
    if (href === null) continue;
    plain(message.slice(from, match.index));
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  plain(message.slice(from));
  return parts;
}

function trimmed(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? '';
  const closes = tail.includes(')') && address.slice(0, -tail.length).includes('(');
  return tail === '' || closes ? address : address.slice(0, -tail.length);
}

function safe(address: string): string | null {
  try {
    const { protocol, hostname, username, href } = new URL(address);
    const web = protocol === 'https:' || protocol === 'http:';
    // A user name before the host makes another site look like the one that is read first.
    return web && hostname !== '' && username === '' ? href : null;
  } catch {
    return null;
  }
}
