import { Container } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/shared/ui';

export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('shared');
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Container size="sm" py="xl" component="main">
      <ErrorState error={error} title={t('error.page.title')} onRetry={retry} />
    </Container>
  );
}
