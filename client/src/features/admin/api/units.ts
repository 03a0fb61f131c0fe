import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Hierarchy, take, type UnitDetail, type UnitInput } from '@/shared/api';
import { superiorsOf, type View } from '../superiors';

export function useChildren(parent: string | null, view: View, enabled = true) {
  return useQuery({
    queryKey: ['units', 'children', parent, view],
    queryFn: () =>
      take(api.GET('/api/units', { params: { query: { ...view, ...(parent && { parent }) } } })),
    enabled,
  });
}

const unitQuery = (id: string) => ({
  queryKey: ['units', 'one', id],
  queryFn: () => take(api.GET('/api/units/{id}', { params: { path: { id } } })),
});

export function useUnit(id: string | undefined) {
  return useQuery({ ...unitQuery(id ?? ''), enabled: id !== undefined });
}

/** The ids of those above a unit in the tree that is looked at, the nearest first. */
export function useSuperiors(id: string | undefined, view: View) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['units', 'superiors', id, view],
    queryFn: () =>
      superiorsOf(id ?? '', view, (one) =>
        client.fetchQuery({ ...unitQuery(one), staleTime: 60_000 }),
      ),
    enabled: id !== undefined,
  });
}

/** After any change the whole tree is asked again: a move alters two branches and all counts. */
function useUnitChange<Input>(change: (input: Input) => Promise<UnitDetail>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['units'] }),
  });
}

export function useCreateUnit() {
  return useUnitChange((body: UnitInput) => take(api.POST('/api/units', { body })));
}

export function useChangeUnit(id: string) {
  return useUnitChange((body: { name?: string; code?: string; on?: string }) =>
    take(api.PATCH('/api/units/{id}', { params: { path: { id } }, body })),
  );
}

export function useMoveUnit(id: string) {
  return useUnitChange((body: { hierarchy: Hierarchy; parent_id: string; on: string }) =>
    take(api.POST('/api/units/{id}/move', { params: { path: { id } }, body })),
  );
}

export function useCloseUnit(id: string) {
  return useUnitChange(
    (body: { on: string; basis: string; successors: { unit_id: string; share: string }[] }) =>
      take(api.POST('/api/units/{id}/close', { params: { path: { id } }, body })),
  );
}
