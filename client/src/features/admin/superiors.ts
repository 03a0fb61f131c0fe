import type { Hierarchy, UnitDetail } from '@/shared/api';
import { holds } from './positions';

/** How the tree is looked at: in which line, on which day. */
export interface View {
  hierarchy: Hierarchy;
  on: string;
}

/** The unit right above another on that day, if there is one. */
export function parentOn({ edges }: Pick<UnitDetail, 'edges'>, view: View): string | undefined {
  return edges.find((edge) => edge.hierarchy === view.hierarchy && holds(edge, view.on))?.parent_id;
}

/** The ids of those above a unit, the nearest first; a circle ends where it closes. */
export async function superiorsOf(
  id: string,
  view: View,
  read: (id: string) => Promise<Pick<UnitDetail, 'edges'>>,
): Promise<string[]> {
  const above: string[] = [];
  let next: string | undefined = id;
  while (next !== undefined) {
    next = parentOn(await read(next), view);
    if (next === undefined || next === id || above.includes(next)) break;
    above.push(next);
  }
  return above;
}
