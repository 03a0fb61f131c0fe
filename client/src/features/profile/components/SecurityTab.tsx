import { Alert, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/shared/api';
import { PasswordForm } from './PasswordForm';
import { SessionList } from './SessionList';
import { TotpPanel } from './TotpPanel';

export function SecurityTab({ me }: { me: Me }) {
  const { t } = useTranslation('profile');
  return (
    <Stack gap="lg" maw={720}>
      {me.password_change_required && (
        <Alert color="gold" title={t('password.required')} role="alert">
          {t('password.required.text')}
        </Alert>
      )}
      <PasswordForm login={me.login} />
      {!me.password_change_required && (
        <>
          <TotpPanel enabled={me.totp_enabled} />
          <SessionList />
        </>
      )}
    </Stack>
  );
}
