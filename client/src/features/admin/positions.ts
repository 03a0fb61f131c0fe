import type { Position } from '@/shared/api';

type Span = Pick<Position, 'valid_from' | 'valid_to'>;

/** Whether a span, both days included, holds a day. */
export function holds({ valid_from, valid_to }: Span, day: string): boolean {
  return valid_from <= day && (valid_to === null || day <= valid_to);
}

/** What a person is today: the main position, else any present one, else the next to come. */
export function mainPosition<P extends Position>(positions: readonly P[], day: string): P | null {
  const present = positions.filter((position) => holds(position, day));
  const coming = positions
    .filter(({ valid_from }) => valid_from > day)
    .sort((a, b) => a.valid_from.localeCompare(b.valid_from));
  return present.find(({ primary }) => primary) ?? present[0] ?? coming[0] ?? null;
}
