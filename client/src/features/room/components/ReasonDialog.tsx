import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog';

const REASON_LIMIT = 200;

interface Props {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

/** Asks before sending somebody away, with a reason that the person will read. */
export function ReasonDialog({ opened, title, text, confirm, onClose, onConfirm }: Props) {
  const { t } = useTranslation(['room', 'shared']);
  const [reason, setReason] = useState('');
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(reason.trim());
          setReason('');
          onClose();
        }}
      >
        <Stack>
          <Text size="sm">{text}</Text>
          <TextInput
            label={t('reason.label')}
            description={t('reason.hint')}
            value={reason}
            maxLength={REASON_LIMIT}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('shared:action.cancel')}
            </Button>
            <Button color="red" type="submit">
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
