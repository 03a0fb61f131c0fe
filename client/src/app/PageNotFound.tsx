import { Button, Container } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/shared/hooks/useDocumentTitle';
import { EmptyState } from '@/shared/ui';

export function PageNotFound() {
  const { t } = useTranslation('shared');
  useDocumentTitle(t('not_found.title'));
  return (
    <Container size="sm" py="xl" component="main">
      <EmptyState
        icon={IconMapOff}
        title={t('not_found.title')}
        action={
          <Button component={Link} to="/">
            {t('not_found.home')}
          </Button>
        }
      >
        {t('not_found.text')}
      </EmptyState>
    </Container>
  );
}
