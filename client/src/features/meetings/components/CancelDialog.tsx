import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '@/shared/api';
import { toast } from '@/shared/ui';
import { Dialog } from '@/shared/ui/Dialog';
import { useCancelMeeting } from '../api/meetings';

interface Props {
  code: string;
  opened: boolean;
  onClose: () => void;
}

/** Cancelling needs a reason: everybody invited reads it. */
export function CancelDialog({ code, opened, onClose }: Props) {
  const { t } = useTranslation('meetings');
  const cancel = useCancelMeeting(code);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);

  const submit = () => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '' || cancel.isPending) return;
    cancel.mutate(reason.trim(), {
      onSuccess: () => {
        toast(t('cancel.done'));
        onClose();
      },
    });
  };

  return (
    <Dialog opened={opened} onClose={onClose} title={t('cancel.title')} centered>
      <Stack>
        <Text>{t('cancel.text')}</Text>
        <Textarea
          label={t('cancel.reason')}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
          error={missing && t('shared:required')}
          maxLength={500}
          autosize
          minRows={2}
          required
          data-autofocus
        />
        {cancel.isError && (
          <Alert color="red" role="alert">
            {problemText(cancel.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel.keep')}
          </Button>
          <Button color="red" onClick={submit} loading={cancel.isPending}>
            {t('cancel.title')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
