import { Button, type ButtonProps } from '@mantine/core';
import { IconVideoPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { toastProblem } from '@/shared/ui';
import { useMeetNow } from '../api/meetings';

/** One click: a meeting that begins now, and its door. */
export function StartNowButton(props: ButtonProps) {
  const { t } = useTranslation('meetings');
  const meetNow = useMeetNow();
  const navigate = useNavigate();
  const start = () =>
    meetNow.mutate(undefined, {
      onSuccess: ({ code }) => void navigate({ to: '/hop/$code/phong', params: { code } }),
      onError: toastProblem,
    });
  return (
    <Button
      leftSection={<IconVideoPlus size={20} aria-hidden />}
      {...props}
      onClick={start}
      loading={meetNow.isPending}
    >
      {t('now')}
    </Button>
  );
}
