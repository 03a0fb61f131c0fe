import { Avatar } from '@mantine/core';

/** Initials as Vietnamese people use them: the given name's, after the family name's. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const family = words[0]?.charAt(0) ?? '';
  const given = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : '';
  return (family + given).toLocaleUpperCase('vi');
}

const COLORS = ['navy', 'grape', 'indigo', 'violet', 'cyan', 'pink'];

function colorOf(name: string): string {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[hash % COLORS.length] ?? 'navy';
}

interface Props {
  name: string;
  size?: number | 'sm' | 'md' | 'lg';
}

/** Beside a written name: a picture for the eye only. */
export function PersonAvatar({ name, size = 'md' }: Props) {
  return (
    <Avatar color={colorOf(name)} radius="xl" size={size} aria-hidden>
      {initials(name)}
    </Avatar>
  );
}
