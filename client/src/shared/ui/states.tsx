import { Alert, Button, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, problemText } from '@/shared/api';

interface EmptyProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  /** 1 where nothing else is on the page. */
  order?: 1 | 2;
  /** What the person can do next. */
  action?: ReactNode;
}

export function EmptyState({ icon: Glyph, title, order = 2, children, action }: EmptyProps) {
  return (
    <Paper withBorder p="xl" radius="md">
      <Stack align="center" gap="sm" ta="center" py="lg">
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          <Glyph size={28} stroke={1.5} />
        </ThemeIcon>
        <Title order={order} size="h4">
          {title}
        </Title>
        {children && (
          <Text c="dimmed" maw={460} component="div">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Paper>
  );
}

interface ErrorProps {
  error: unknown;
  onRetry?: () => void;
  title?: string;
}

/** What happened, and the way to try again. */
export function ErrorState({ error, onRetry, title }: ErrorProps) {
  const { t } = useTranslation('shared');
  const requestId = error instanceof ProblemError ? error.requestId : null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={title ?? t('error.title')}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{problemText(error)}</Text>
        {requestId && (
          <Text size="xs" ff="monospace">
            {t('error.request', { id: requestId })}
          </Text>
        )}
        {onRetry && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={onRetry}
          >
            {t('action.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface SkeletonProps {
  rows?: number;
  height?: number;
}

export function LoadingSkeleton({ rows = 4, height = 56 }: SkeletonProps) {
  const { t } = useTranslation('shared');
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  );
}

export interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

interface QueryViewProps<T> {
  query: QueryLike<T>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading, failed or the thing itself; old data stays in sight while it is fetched again. */
export function QueryView<T>({ query, loading, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <>{loading ?? <LoadingSkeleton />}</>;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
