import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconArrowRight, IconKeyboard } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meetingCodeFrom } from '@/shared/meetingCode';

interface Props {
  compact?: boolean;
}

/** A code, however typed or pasted, leads to the room's door. */
export function JoinByCode({ compact = false }: Props) {
  const { t } = useTranslation('shared');
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = meetingCodeFrom(typed);
    setWrong(code === null);
    if (code) void navigate({ to: '/hop/$code/phong', params: { code } });
  };
  const field = {
    value: typed,
    onChange: (event: FormEvent<HTMLInputElement>) => {
      setTyped(event.currentTarget.value);
      setWrong(false);
    },
    placeholder: t('join.placeholder'),
    error: wrong && t('join.invalid'),
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
    leftSection: <IconKeyboard size={18} aria-hidden />,
  };

  if (compact) {
    return (
      <form onSubmit={submit} noValidate>
        <TextInput
          {...field}
          aria-label={t('join.label')}
          error={wrong}
          aria-describedby={wrong ? 'join-error' : undefined}
          title={wrong ? t('join.invalid') : undefined}
          w={220}
          rightSection={
            <ActionIcon type="submit" variant="subtle" aria-label={t('join.submit')}>
              <IconArrowRight size={18} aria-hidden />
            </ActionIcon>
          }
        />
        <span id="join-error" role="alert" hidden={!wrong} style={{ fontSize: 0 }}>
          {wrong && t('join.invalid')}
        </span>
      </form>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-start" gap="sm" wrap="nowrap">
        <TextInput {...field} aria-label={t('join.label')} flex={1} size="md" />
        <Button type="submit" variant="default" size="md">
          {t('join.submit')}
        </Button>
      </Group>
    </form>
  );
}
