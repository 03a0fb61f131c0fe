import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { RoleName } from '@/shared/api';
import { PersonPicker, type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useGive, useRoles } from '../../api/roles';

interface Values extends Record<string, unknown> {
  person_id: Picked | null;
  role: RoleName;
  unit_id: Picked | null;
  valid_from: string | null;
  valid_to: string | null;
  basis: string;
}

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function GiveDialog({ opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const give = useGive();
  const roles = useRoles();
  const form = useForm<Values>({
    initialValues: {
      person_id: null,
      role: 'head',
      unit_id: null,
      valid_from: civilDate(),
      valid_to: null,
      basis: '',
    },
    validate: { person_id: filled, unit_id: filled, valid_from: filled, basis: filled },
  });
  const { values } = form;
  const send = async ({ person_id, role, unit_id, valid_from, valid_to, basis }: Values) => {
    if (!person_id || !unit_id || !valid_from) return;
    await give.mutateAsync({
      person_id: person_id.id,
      role,
      unit_id: unit_id.id,
      valid_from,
      valid_to,
      basis: basis.trim(),
    });
    toast(t('roles.given'));
  };
  const grantable = roles.data?.items.filter((role) => role.grantable) ?? [];
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('roles.give')}
      submitLabel={t('roles.give')}
      form={form}
      send={send}
      size="lg"
    >
      <PersonPicker
        label={t('roles.person')}
        placeholder={t('roles.person.example')}
        value={values.person_id}
        onChange={(picked) => form.setFieldValue('person_id', picked)}
        error={form.errors.person_id}
        required
      />
      <Select
        {...form.getInputProps('role')}
        label={t('roles.role')}
        allowDeselect={false}
        description={t(`role.${values.role}.text`)}
        data={grantable.map(({ role }) => ({ value: role, label: t(`shared:role.${role}`) }))}
      />
      <UnitPicker
        label={t('roles.unit')}
        description={t('roles.unit.help')}
        placeholder={t('units.find.example')}
        value={values.unit_id}
        onChange={(picked) => form.setFieldValue('unit_id', picked)}
        error={form.errors.unit_id}
        required
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DateField {...form.getInputProps('valid_from')} label={t('span.first_day')} required />
        <DateField
          {...form.getInputProps('valid_to')}
          label={t('span.last_day')}
          clearable
          required={values.role === 'deputy'}
        />
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
