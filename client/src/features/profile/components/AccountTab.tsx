import { Badge, Group, Paper, Radio, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSetLanguage } from '@/features/session';
import type { Me } from '@/shared/api';
import { changeLanguage, formatCivilDate, isLanguage, LANGUAGES } from '@/shared/i18n';
import { PersonAvatar, toastProblem } from '@/shared/ui';

export function AccountTab({ me }: { me: Me }) {
  return (
    <Stack gap="lg" maw={720}>
      <Identity me={me} />
      <Language />
      <Appearance />
    </Stack>
  );
}

function Identity({ me }: { me: Me }) {
  const { t } = useTranslation('profile');
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="identity">
      <Group gap="lg" mb="md" wrap="nowrap">
        <PersonAvatar name={me.name} size={64} />
        <div>
          <Title order={2} id="identity">
            {me.name}
          </Title>
          <Text c="dimmed">{[me.title, me.unit?.name].filter(Boolean).join(' · ')}</Text>
        </div>
      </Group>
      <Stack gap="xs">
        <Text size="sm">
          <b>{t('account.login')}:</b> {me.login}
        </Text>
        <Text size="sm">
          <b>{t('account.email')}:</b> {me.email ?? t('account.none')}
        </Text>
        <div>
          <Text size="sm" fw={700}>
            {t('account.positions')}
          </Text>
          {me.positions.map(({ id, title, unit_name, primary }) => (
            <Group key={id} gap="xs">
              <Text size="sm">
                {title}, {unit_name}
              </Text>
              {primary && me.positions.length > 1 && (
                <Badge size="xs" variant="light" tt="none">
                  {t('account.primary')}
                </Badge>
              )}
            </Group>
          ))}
        </div>
        {me.grants.length > 0 && (
          <div>
            <Text size="sm" fw={700}>
              {t('account.grants')}
            </Text>
            {me.grants.map(({ role, unit_id, unit_name, valid_to }) => (
              <Text size="sm" key={`${role}|${unit_id}`}>
                {t(`shared:role.${role}`)}, {unit_name}
                {valid_to && ` (${t('account.until', { date: formatCivilDate(valid_to) })})`}
              </Text>
            ))}
          </div>
        )}
      </Stack>
      <Text size="sm" c="dimmed" mt="md">
        {t('account.corrections')}
      </Text>
    </Paper>
  );
}

function Language() {
  const { t, i18n } = useTranslation('profile');
  const setLanguage = useSetLanguage();
  const change = async (value: string) => {
    if (!isLanguage(value)) return;
    await changeLanguage(value);
    setLanguage.mutate(value, { onError: toastProblem });
  };
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="language">
      <Title order={2} size="h3" id="language" mb="sm">
        {t('shared:language.label')}
      </Title>
      <Radio.Group
        value={i18n.language}
        onChange={(value) => void change(value)}
        aria-labelledby="language"
      >
        <Group gap="xl">
          {LANGUAGES.map((value) => (
            <Radio key={value} value={value} label={t(`shared:language.${value}`)} lang={value} />
          ))}
        </Group>
      </Radio.Group>
    </Paper>
  );
}

const SCHEMES = ['auto', 'light', 'dark'] as const;

function Appearance() {
  const { t } = useTranslation('profile');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="appearance">
      <Title order={2} size="h3" id="appearance" mb="sm">
        {t('shared:scheme.label')}
      </Title>
      <SegmentedControl
        aria-labelledby="appearance"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as (typeof SCHEMES)[number])}
        data={SCHEMES.map((value) => ({ value, label: t(`shared:scheme.${value}`) }))}
      />
    </Paper>
  );
}
