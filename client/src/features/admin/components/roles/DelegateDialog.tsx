import { Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { PersonPicker, type Picked } from '@/shared/directory';
import { addDays, civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useDelegate } from '../../api/roles';

interface Values extends Record<string, unknown> {
  to_person_id: Picked | null;
  unit_id: string | null;
  valid_from: string | null;
  valid_to: string | null;
  basis: string;
}

const PROPOSED_DAYS = 14;

interface Props {
  opened: boolean;
  onClose: () => void;
}

/** A head hands the deputy's right over the own unit to a colleague, for a time. */
export function DelegateDialog({ opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const delegate = useDelegate();
  const units = new Map(
    me?.grants
      .filter(({ role }) => role === 'head')
      .map((grant) => [grant.unit_id, grant.unit_name]),
  );
  const form = useForm<Values>({
    initialValues: {
      to_person_id: null,
      unit_id: [...units.keys()][0] ?? null,
      valid_from: civilDate(),
      valid_to: addDays(civilDate(), PROPOSED_DAYS),
      basis: '',
    },
    validate: {
      to_person_id: filled,
      unit_id: filled,
      valid_from: filled,
      valid_to: filled,
      basis: filled,
    },
  });
  const send = async ({ to_person_id, unit_id, valid_from, valid_to, basis }: Values) => {
    if (!to_person_id || !unit_id || !valid_from || !valid_to) return;
    await delegate.mutateAsync({
      to_person_id: to_person_id.id,
      unit_id,
      valid_from,
      valid_to,
      basis: basis.trim(),
    });
    toast(t('roles.delegated'));
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('roles.delegate')}
      submitLabel={t('roles.delegate')}
      form={form}
      send={send}
      size="lg"
    >
      <Text size="sm">{t('roles.delegate.text')}</Text>
      <PersonPicker
        label={t('roles.delegate.to')}
        placeholder={t('roles.person.example')}
        value={form.values.to_person_id}
        onChange={(picked) => form.setFieldValue('to_person_id', picked)}
        error={form.errors.to_person_id}
        required
      />
      <Select
        {...form.getInputProps('unit_id')}
        label={t('roles.unit')}
        allowDeselect={false}
        data={[...units].map(([value, label]) => ({ value, label }))}
        required
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DateField {...form.getInputProps('valid_from')} label={t('span.first_day')} required />
        <DateField {...form.getInputProps('valid_to')} label={t('span.last_day')} required />
      </SimpleGrid>
      <TextInput
        {...form.getInputProps('basis')}
        label={t('basis')}
        placeholder={t('basis.example')}
        required
      />
    </FormDialog>
  );
}
