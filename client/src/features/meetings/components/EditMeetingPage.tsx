import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '@/shared/api';
import { PageHeader, QueryView, toast } from '@/shared/ui';
import { useEditMeeting, useMeeting } from '../api/meetings';
import { changeOf, type MeetingValues, valuesOf } from '../form';
import { MeetingForm } from './MeetingForm';

export function EditMeetingPage() {
  const { code } = useParams({ from: '/shell/hop/$code/sua' });
  return <QueryView query={useMeeting(code)}>{(meeting) => <Edit meeting={meeting} />}</QueryView>;
}

function Edit({ meeting: latest }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  // The version that was read goes with the change, so that nobody's work is overwritten unseen.
  const [meeting] = useState(latest);
  const { code, version, title } = meeting;
  const edit = useEditMeeting(code);
  const navigate = useNavigate();
  const submit = async (values: MeetingValues) => {
    const body = changeOf(values, version);
    if (!body) return;
    await edit.mutateAsync(body);
    toast(t('shared:action.saved'));
    await navigate({ to: '/hop/$code', params: { code } });
  };
  return (
    <>
      <PageHeader title={t('edit.title')} description={title} />
      <MeetingForm
        initial={valuesOf(meeting)}
        editing
        submitLabel={t('shared:action.save')}
        cancelTo={{ to: '/hop/$code', params: { code } }}
        onSubmit={submit}
      />
    </>
  );
}
