import { Container } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { ButtonLink, EmptyState } from '@/shared/ui';

export function PageNotFound() {
  const { t } = useTranslation('shared');
  useDocumentTitle(t('not_found.title'));
  return (
    <Container size="sm" py="xl" component="main">
      <EmptyState
        icon={IconMapOff}
        order={1}
        title={t('not_found.title')}
        action={<ButtonLink to="/">{t('not_found.home')}</ButtonLink>}
      >
        {t('not_found.text')}
      </EmptyState>
    </Container>
  );
}
