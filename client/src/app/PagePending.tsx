import { Skeleton, Stack } from '@mantine/core';
import { LoadingSkeleton } from '@/shared/ui';

export function PagePending() {
  return (
    <Stack p="md" gap="lg">
      <Skeleton height={32} width={260} />
      <LoadingSkeleton rows={5} />
    </Stack>
  );
}
