import { Alert, Button, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { fieldErrors, ProblemError, problemText } from '@/shared/api';
import { toast } from '@/shared/ui';
import { useChangePassword } from '../api/profile';
import { passwordFaults } from '../rules';

interface Values {
  current: string;
  new: string;
  repeat: string;
}

/** Where a refusal belongs: the server names some faults without naming the field. */
function errorsOf(error: unknown): Partial<Record<keyof Values, string>> {
  if (!(error instanceof ProblemError)) return {};
  if (error.code === 'password.wrong') return { current: problemText(error) };
  if (error.code.startsWith('password.') && error.errors.length === 0) {
    return { new: problemText(error) };
  }
  return fieldErrors(error);
}

export function PasswordForm({ login }: { login: string }) {
  const { t } = useTranslation('profile');
  const change = useChangePassword();
  const form = useForm<Values>({
    initialValues: { current: '', new: '', repeat: '' },
    validate: (values) =>
      Object.fromEntries(
        Object.entries(passwordFaults(values)).map(([field, key]) => [field, t(key)]),
      ),
  });
  const submit = form.onSubmit((values) => {
    if (change.isPending) return;
    change.mutate(
      { current: values.current, new: values.new },
      {
        onSuccess: () => {
          form.reset();
          toast(t('password.changed'));
        },
        onError: (error) => form.setErrors(errorsOf(error)),
      },
    );
  });
  const unplaced = change.isError && Object.keys(errorsOf(change.error)).length === 0;
  const toggle = { 'aria-label': t('shared:password.show') };

  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="password">
      <Title order={2} size="h3" id="password" mb={4}>
        {t('password.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('password.lead')}
      </Text>
      <form onSubmit={submit} noValidate>
        {/* For password managers: whose password is changed. */}
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <Stack maw={420}>
          {unplaced && (
            <Alert color="red" role="alert">
              {problemText(change.error)}
            </Alert>
          )}
          <PasswordInput
            {...form.getInputProps('current')}
            label={t('password.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={toggle}
            required
          />
          <PasswordInput
            {...form.getInputProps('new')}
            label={t('password.new')}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            required
          />
          <PasswordInput
            {...form.getInputProps('repeat')}
            label={t('password.repeat')}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            required
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('password.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
