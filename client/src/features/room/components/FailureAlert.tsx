import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CaptureKind, FailureKind } from '../devices';

interface Props {
  device: CaptureKind;
  failure: FailureKind;
  onRetry: () => void;
}

/** Why a device gives nothing, and what to do about it. */
export function FailureAlert({ device, failure, onRetry }: Props) {
  const { t } = useTranslation(['room', 'shared']);
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle aria-hidden />}
      title={t(`failure.${device}.${failure}`)}
      data-failure={`${device}.${failure}`}
      role="status"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t(`failure.${failure}.advice`)}</Text>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {t('shared:action.retry')}
        </Button>
      </Stack>
    </Alert>
  );
}
