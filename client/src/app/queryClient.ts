import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '@/shared/api';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What the server refused it will refuse again; only a failed connection is worth a retry.
      retry: (failures, error) =>
        failures < 2 &&
        (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500),
    },
    mutations: { retry: false },
  },
});
