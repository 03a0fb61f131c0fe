import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { PageHeader, toast, toastProblem } from '@/shared/ui';
import { createGuestLink, keepGuestUrl } from '../api/access';
import { useCreateMeeting } from '../api/meetings';
import { emptyMeeting, inputOf, type MeetingValues } from '../form';
import { MeetingForm } from './MeetingForm';

export function NewMeetingPage() {
  const { t } = useTranslation('meetings');
  const me = useMe();
  const create = useCreateMeeting();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [initial] = useState(() => emptyMeeting(me?.unit?.id ?? null));

  const inviteGuests = async (code: string, labels: string[]) => {
    for (const label of labels) {
      const link = await createGuestLink(code, { label });
      if (link.url) keepGuestUrl(client, code, link.id, link.url);
    }
  };
  const submit = async (values: MeetingValues) => {
    const body = inputOf(values);
    if (!body) return;
    const { code } = await create.mutateAsync(body);
    // The meeting stands already: a link that failed can be made again on its page.
    await inviteGuests(code, values.guests).catch(toastProblem);
    toast(t('created'));
    await navigate({
      to: '/hop/$code',
      params: { code },
      search: values.guests.length > 0 ? { muc: 'khach' } : {},
    });
  };

  return (
    <>
      <PageHeader title={t('new.title')} description={t('new.lead')} />
      <MeetingForm
        initial={initial}
        submitLabel={t('new.submit')}
        cancelTo={{ to: '/hop' }}
        onSubmit={submit}
      />
    </>
  );
}
