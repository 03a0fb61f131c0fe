import { initials } from '@/shared/ui';

/** Dark enough for white letters (at least 4.5 to 1). */
const COLOURS = [
  '#2f5f9e',
  '#0f766e',
  '#7c3aad',
  '#9a4b12',
  '#3f6212',
  '#9d2463',
  '#37508f',
  '#5b5b14',
];

/** A colour that stays the same for one name. */
export function colourOf(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return COLOURS[hash % COLOURS.length] as string;
}

export function faceOf(name: string): { letters: string; colour: string } {
  return { letters: initials(name) || '?', colour: colourOf(name) };
}
