import { Badge, Group, SimpleGrid, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DemoAccount } from '@/shared/api';
import { PersonAvatar } from '@/shared/ui';
import type { useSignIn } from '../api/session';
import classes from './SignInPage.module.css';

interface Props {
  accounts: DemoAccount[];
  signIn: ReturnType<typeof useSignIn>;
  onDone: () => void;
}

/** One click signs in; the server lists these accounts only in demo mode. */
export function DemoAccounts({ accounts, signIn, onDone }: Props) {
  const { t, i18n } = useTranslation('session');
  const roleName = (role: string) =>
    i18n.exists(`shared:role.${role}`) ? t(`shared:role.${role}`) : role;
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h3" id="demo-title">
          {t('demo.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('demo.lead')}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {accounts.map(({ login, password, name, role, title }) => (
          <UnstyledButton
            key={login}
            className={classes.account}
            disabled={signIn.isPending}
            data-disabled={signIn.isPending || undefined}
            onClick={() => signIn.mutate({ login, password }, { onSuccess: onDone })}
          >
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <PersonAvatar name={name} size={36} />
              <Stack gap={2} miw={0}>
                <Text size="sm" fw={600} lh={1.3}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed" lh={1.35}>
                  {title}
                </Text>
                <Badge size="sm" variant="light" mt={2} tt="none">
                  {roleName(role)}
                </Badge>
              </Stack>
            </Group>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
