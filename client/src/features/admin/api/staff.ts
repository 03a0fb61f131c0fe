import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, type PositionInput, type StaffInput, take } from '@/shared/api';

export interface StaffFilter {
  q?: string;
  unit?: string;
  active?: boolean;
}

const PAGE = 50;

export function useStaffPages(filter: StaffFilter) {
  return useInfiniteQuery({
    queryKey: ['staff', 'pages', filter],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/staff', {
          params: { query: { ...filter, limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useStaff(id: string | undefined) {
  return useQuery({
    queryKey: ['staff', 'one', id],
    queryFn: () => take(api.GET('/api/staff/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
  });
}

function useStaffChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['staff'] }),
        client.invalidateQueries({ queryKey: ['people'] }),
      ]),
  });
}

export function useCreateStaff() {
  return useStaffChange((body: StaffInput) => take(api.POST('/api/staff', { body })));
}

export function useChangeStaff(id: string) {
  return useStaffChange((body: { login?: string; name?: string; email?: string }) =>
    take(api.PATCH('/api/staff/{id}', { params: { path: { id } }, body })),
  );
}

export function useStartPosition(id: string) {
  return useStaffChange((body: PositionInput) =>
    take(api.POST('/api/staff/{id}/positions', { params: { path: { id } }, body })),
  );
}

export function useEndPosition(id: string) {
  return useStaffChange(({ pid, valid_to }: { pid: string; valid_to: string | null }) =>
    take(
      api.PATCH('/api/staff/{id}/positions/{pid}', {
        params: { path: { id, pid } },
        body: { valid_to },
      }),
    ),
  );
}

export function useResetPassword(id: string) {
  return useStaffChange(() =>
    take(api.POST('/api/staff/{id}/password', { params: { path: { id } } })),
  );
}

export function useDeactivate(id: string) {
  return useStaffChange(() => api.POST('/api/staff/{id}/deactivate', { params: { path: { id } } }));
}
