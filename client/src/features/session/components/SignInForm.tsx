import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, problemText } from '@/shared/api';
import type { useSignIn } from '../api/session';

interface Props {
  signIn: ReturnType<typeof useSignIn>;
  onDone: () => void;
}

/** Login and password; the code of the second factor is asked only when the server wants it. */
export function SignInForm({ signIn, onDone }: Props) {
  const { t } = useTranslation('session');
  const [asksCode, setAsksCode] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asksCode) codeField.current?.focus();
  }, [asksCode]);
  const form = useForm({
    initialValues: { login: '', password: '', code: '' },
    validate: {
      login: (value) => (value.trim() === '' ? t('shared:required') : null),
      password: (value) => (value === '' ? t('shared:required') : null),
    },
  });

  const submit = form.onSubmit(({ login, password, code }) => {
    if (signIn.isPending) return;
    const body = { login: login.trim(), password, ...(code.trim() && { code: code.trim() }) };
    signIn.mutate(body, {
      onSuccess: onDone,
      onError: (error) => {
        if (error instanceof ProblemError && error.code === 'credentials.code_required') {
          setAsksCode(true);
        }
      },
    });
  });
  const wantsCode =
    signIn.error instanceof ProblemError && signIn.error.code === 'credentials.code_required';

  return (
    <form onSubmit={submit} noValidate aria-label={t('title')}>
      <Stack gap="md">
        {signIn.isError && (
          <Alert color={wantsCode ? undefined : 'red'} role="alert">
            {problemText(signIn.error)}
          </Alert>
        )}
        <TextInput
          {...form.getInputProps('login')}
          label={t('login')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          required
        />
        <PasswordInput
          {...form.getInputProps('password')}
          label={t('password')}
          name="password"
          autoComplete="current-password"
          size="md"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('shared:password.show') }}
        />
        {asksCode && (
          <TextInput
            {...form.getInputProps('code')}
            label={t('code')}
            description={t('code.help')}
            name="one-time-code"
            autoComplete="one-time-code"
            inputMode="text"
            size="md"
            ref={codeField}
          />
        )}
        <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}
