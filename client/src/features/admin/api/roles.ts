import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type DelegationInput, type GrantInput, type RoleName, take } from '@/shared/api';

export interface GrantFilter {
  person?: string;
  unit?: string;
  role?: RoleName;
  current?: boolean;
}

export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: () => take(api.GET('/api/roles')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useGrantPages(filter: GrantFilter) {
  return useInfiniteQuery({
    queryKey: ['grants', filter],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/grants', {
          params: { query: { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

function useGrantChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['grants'] }),
  });
}

export function useGive() {
  return useGrantChange((body: GrantInput) => take(api.POST('/api/grants', { body })));
}

export function useDelegate() {
  return useGrantChange((body: DelegationInput) => take(api.POST('/api/delegations', { body })));
}

export function useEndGrant() {
  return useGrantChange(({ id, on }: { id: string; on: string }) =>
    take(api.POST('/api/grants/{id}/end', { params: { path: { id } }, body: { on } })),
  );
}
