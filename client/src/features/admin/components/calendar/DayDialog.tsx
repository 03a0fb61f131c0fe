import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarDay, OverlayInput } from '@/shared/api';
import { formatCivilDate } from '@/shared/i18n';
import { toast, toastProblem } from '@/shared/ui';
import { Dialog } from '@/shared/ui/Dialog';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useRemoveOverlay, useSetOverlay } from '../../api/calendar';
import { markOf } from '../../calendar';

interface Values extends Record<string, unknown> {
  kind: OverlayInput['kind'];
  name: string;
  legal_source: string;
}

interface Props {
  date: string | null;
  named: CalendarDay | undefined;
  readOnly: boolean;
  onClose: () => void;
}

/** What a day is, and for an administrator the decision that makes it another. */
export function DayDialog({ date, named, readOnly, onClose }: Props) {
  const { t } = useTranslation('admin');
  const set = useSetOverlay();
  const remove = useRemoveOverlay();
  const [removing, setRemoving] = useState(false);
  const mark = date ? markOf(date, named) : 'work';
  const form = useForm<Values>({
    initialValues: {
      kind: mark === 'work' || mark === 'worked' || mark === 'day_off' ? 'day_off' : 'worked',
      name: named?.overlay ? named.name : '',
      legal_source: (named?.overlay && named.legal_source) || '',
    },
    validate: { name: filled, legal_source: filled },
  });
  const title = date ? formatCivilDate(date) : '';
  const now = named ? `${named.name} (${t(`day.${mark}`)})` : t(`day.${mark}`);

  if (readOnly) {
    return (
      <Dialog opened={date !== null} onClose={onClose} title={title}>
        <Text>{now}</Text>
      </Dialog>
    );
  }
  if (date && named?.overlay) {
    const undo = () => {
      setRemoving(true);
      remove.mutate(date, {
        onSuccess: () => {
          toast(t('calendar.removed'));
          onClose();
        },
        onError: toastProblem,
        onSettled: () => setRemoving(false),
      });
    };
    return (
      <Dialog opened onClose={onClose} title={title}>
        <Stack>
          <Text>{now}</Text>
          <Text size="sm" c="dimmed">
            {named.legal_source}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('shared:action.close')}
            </Button>
            <Button color="red" onClick={undo} loading={removing}>
              {t('calendar.remove')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    );
  }
  return (
    <FormDialog
      opened={date !== null}
      onClose={onClose}
      title={title}
      submitLabel={t('shared:action.save')}
      form={form}
      send={async (body) => {
        if (!date) return;
        await set.mutateAsync({ day: date, body });
        toast(t('calendar.set'));
      }}
    >
      <Text size="sm">{t('calendar.now', { what: now })}</Text>
      <Radio.Group {...form.getInputProps('kind')} label={t('calendar.make')}>
        <Stack gap="xs" mt="xs">
          <Radio value="day_off" label={t('day.day_off')} />
          <Radio value="worked" label={t('day.worked')} />
        </Stack>
      </Radio.Group>
      <TextInput
        {...form.getInputProps('name')}
        label={t('calendar.name')}
        placeholder={t('calendar.name.example')}
        required
      />
      <TextInput
        {...form.getInputProps('legal_source')}
        label={t('calendar.source')}
        placeholder={t('basis.example')}
        required
      />
    </FormDialog>
  );
}
