import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, take } from '@/shared/api';

export interface AuditFilter {
  actor?: string;
  action?: string;
  unit?: string;
  from?: string;
  to?: string;
}

export function useAuditPages(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/audit', {
          params: { query: { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useAuditActions() {
  return useQuery({
    queryKey: ['audit', 'actions'],
    queryFn: () => take(api.GET('/api/audit/actions')),
    staleTime: 60_000,
  });
}

/** Where the browser downloads the rows of a filter as CSV. */
export function exportAddress(filter: AuditFilter): string {
  const query = new URLSearchParams(Object.entries(filter) as [string, string][]).toString();
  return `/api/audit/export${query ? `?${query}` : ''}`;
}
