import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type QueryLike, QueryView } from './states';

interface PagesLike<T> extends QueryLike<{ pages: readonly { items: readonly T[] }[] }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

interface Props<T> {
  query: PagesLike<T>;
  loading: ReactNode;
  /** What stands in the place of no items at all. */
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** A list that comes in pages: loading, failed, empty, or what has come and a way to the rest. */
export function PagedView<T>({ query, loading, empty, children }: Props<T>) {
  const { t } = useTranslation('shared');
  return (
    <QueryView query={query} loading={loading}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return empty;
        return (
          <Stack gap="lg">
            {children(items)}
            {query.hasNextPage && (
              <Button
                variant="default"
                mx="auto"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('action.more')}
              </Button>
            )}
          </Stack>
        );
      }}
    </QueryView>
  );
}
