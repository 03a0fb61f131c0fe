import { Checkbox, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Staff } from '@/shared/api';
import { type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useStartPosition } from '../../api/staff';

interface Values extends Record<string, unknown> {
  unit_id: Picked | null;
  title: string;
  valid_from: string | null;
  valid_to: string | null;
  primary: boolean;
}

interface Props {
  person: Staff;
  opened: boolean;
  onClose: () => void;
}

export function PositionDialog({ person, opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const start = useStartPosition(person.id);
  const form = useForm<Values>({
    initialValues: {
      unit_id: null,
      title: '',
      valid_from: civilDate(),
      valid_to: null,
      primary: false,
    },
    validate: { unit_id: filled, title: filled, valid_from: filled },
  });
  const send = async ({ unit_id, title, valid_from, valid_to, primary }: Values) => {
    if (!unit_id || !valid_from) return;
    await start.mutateAsync({
      unit_id: unit_id.id,
      title: title.trim(),
      valid_from,
      valid_to,
      primary,
    });
    toast(t('shared:action.saved'));
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('staff.position.add')}
      submitLabel={t('staff.position.add')}
      form={form}
      send={send}
    >
      <UnitPicker
        value={form.values.unit_id}
        onChange={(picked) => form.setFieldValue('unit_id', picked)}
        error={form.errors.unit_id}
        label={t('staff.unit')}
        placeholder={t('units.find.example')}
        required
      />
      <TextInput {...form.getInputProps('title')} label={t('staff.job')} required />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DateField {...form.getInputProps('valid_from')} label={t('span.first_day')} required />
        <DateField {...form.getInputProps('valid_to')} label={t('span.last_day')} clearable />
      </SimpleGrid>
      <Checkbox
        {...form.getInputProps('primary', { type: 'checkbox' })}
        label={t('staff.position.primary.make')}
        description={t('staff.position.primary.help')}
      />
    </FormDialog>
  );
}
