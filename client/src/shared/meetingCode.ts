const GROUPS = [3, 4, 3] as const;
const LENGTH = 10;

/**
 * The code in what a person typed or pasted: any case, spaces or dashes anywhere, or the whole
 * address of a meeting. Null when there is none.
 */
export function meetingCodeFrom(typed: string): string | null {
  const path = /\/hop\/([^/?#\s]+)/.exec(typed)?.[1] ?? typed;
  const letters = path.toLowerCase().replace(/[\s\-–—_.]/g, '');
  if (letters.length !== LENGTH || !/^[a-z]+$/.test(letters)) return null;
  let from = 0;
  return GROUPS.map((size) => {
    const group = letters.slice(from, from + size);
    from += size;
    return group;
  }).join('-');
}
