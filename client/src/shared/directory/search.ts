import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, take } from '@/shared/api';

const LIMIT = 20;

/** People whose name, post or unit matches; the first few when nothing is typed. */
export function usePeopleSearch(q: string, enabled = true) {
  return useQuery({
    queryKey: ['people', q],
    queryFn: () => take(api.GET('/api/people', { params: { query: { q, limit: LIMIT } } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
}

export function useUnitSearch(q: string, enabled = true) {
  return useQuery({
    queryKey: ['units', 'search', q],
    queryFn: () => take(api.GET('/api/units/search', { params: { query: { q, limit: LIMIT } } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: enabled && q.trim().length > 0,
  });
}
