import {
  Box,
  Group,
  type MantineColorScheme,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconShieldLock,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe, useSignOut } from '@/features/session';
import { MenuItemLink, PersonAvatar, toastProblem } from '@/shared/ui';

const SCHEMES = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const;

export function UserMenu() {
  const { t } = useTranslation('shared');
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!me) return null;

  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: '/dang-nhap' }),
      onError: toastProblem,
    });

  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>{t('user.menu', { name: me.name })}</VisuallyHidden>
          <Group gap="xs" wrap="nowrap">
            <PersonAvatar name={me.name} size={36} />
            <Box visibleFrom="md" maw={190}>
              <Text size="sm" fw={600} truncate lh={1.3}>
                {me.name}
              </Text>
              {me.title && (
                <Text size="xs" c="dimmed" truncate lh={1.3}>
                  {me.title}
                </Text>
              )}
            </Box>
            <IconChevronDown size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py={6} hiddenFrom="md">
          <Text size="sm" fw={600}>
            {me.name}
          </Text>
          <Text size="xs" c="dimmed">
            {me.title}
          </Text>
        </Box>
        <MenuItemLink to="/ho-so" leftSection={<IconUser size={18} aria-hidden />}>
          {t('user.profile')}
        </MenuItemLink>
        <MenuItemLink
          to="/ho-so"
          search={{ muc: 'bao-mat' }}
          leftSection={<IconShieldLock size={18} aria-hidden />}
        >
          {t('user.security')}
        </MenuItemLink>
        <Menu.Divider />
        <Menu.Label>{t('scheme.label')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {SCHEMES.map(({ value, icon: Glyph }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              rightSection={<Glyph size={18} aria-hidden />}
            >
              {t(`scheme.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={leave}
          disabled={signOut.isPending}
        >
          {t('user.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
