import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Staff } from '@/shared/api';
import { toast } from '@/shared/ui';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useChangeStaff } from '../../api/staff';

interface Props {
  person: Staff;
  opened: boolean;
  onClose: () => void;
}

export function AccountDialog({ person, opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const change = useChangeStaff(person.id);
  const form = useForm({
    initialValues: { name: person.name, login: person.login, email: person.email ?? '' },
    validate: { name: filled, login: filled },
  });
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('staff.account')}
      submitLabel={t('shared:action.save')}
      form={form}
      send={async ({ name, login, email }) => {
        await change.mutateAsync({
          ...(name.trim() !== person.name && { name: name.trim() }),
          ...(login.trim() !== person.login && { login: login.trim() }),
          ...(email.trim() && email.trim() !== person.email && { email: email.trim() }),
        });
        toast(t('shared:action.saved'));
      }}
    >
      <TextInput {...form.getInputProps('name')} label={t('staff.name')} required data-autofocus />
      <TextInput
        {...form.getInputProps('login')}
        label={t('staff.login')}
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <TextInput {...form.getInputProps('email')} label={t('staff.email')} type="email" />
    </FormDialog>
  );
}
