import { SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Staff } from '@/shared/api';
import { type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useCreateStaff } from '../../api/staff';

interface Values extends Record<string, unknown> {
  name: string;
  login: string;
  email: string;
  unit_id: Picked | null;
  title: string;
  valid_from: string | null;
}

interface Props {
  opened: boolean;
  onClose: () => void;
  onCreated: (person: Staff) => void;
}

export function CreateStaffDialog({ opened, onClose, onCreated }: Props) {
  const { t } = useTranslation('admin');
  const create = useCreateStaff();
  const form = useForm<Values>({
    initialValues: {
      name: '',
      login: '',
      email: '',
      unit_id: null,
      title: '',
      valid_from: civilDate(),
    },
    validate: { name: filled, login: filled, unit_id: filled, title: filled, valid_from: filled },
  });
  const send = async (values: Values) => {
    if (!values.unit_id || !values.valid_from) return;
    const person = await create.mutateAsync({
      name: values.name.trim(),
      login: values.login.trim(),
      ...(values.email.trim() && { email: values.email.trim() }),
      unit_id: values.unit_id.id,
      title: values.title.trim(),
      valid_from: values.valid_from,
    });
    toast(t('staff.created'));
    onCreated(person);
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('staff.create')}
      submitLabel={t('staff.create')}
      form={form}
      send={send}
      size="lg"
    >
      <TextInput {...form.getInputProps('name')} label={t('staff.name')} required data-autofocus />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          {...form.getInputProps('login')}
          label={t('staff.login')}
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <TextInput {...form.getInputProps('email')} label={t('staff.email')} type="email" />
      </SimpleGrid>
      <UnitPicker
        value={form.values.unit_id}
        onChange={(picked) => form.setFieldValue('unit_id', picked)}
        error={form.errors.unit_id}
        label={t('staff.unit')}
        placeholder={t('units.find.example')}
        required
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput {...form.getInputProps('title')} label={t('staff.job')} required />
        <DateField {...form.getInputProps('valid_from')} label={t('staff.from')} required />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('staff.create.next')}
      </Text>
    </FormDialog>
  );
}
