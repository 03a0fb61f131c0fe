import {
  Alert,
  Badge,
  Button,
  Group,
  Paper,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reloadMe } from '@/features/session';
import { problemText } from '@/shared/api';
import { CopyButton, toast, toastProblem } from '@/shared/ui';
import { Dialog } from '@/shared/ui/Dialog';
import { useConfirmTotp, useStartTotp, useStopTotp } from '../api/profile';
import { svgAddress } from '../rules';

type Step = 'closed' | 'offer' | 'codes' | 'stop';
interface Offer {
  secret: string;
  qr_svg: string;
}

/** The second factor: on with an authenticator, off with the password. */
export function TotpPanel({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation('profile');
  const [step, setStep] = useState<Step>('closed');
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const start = useStartTotp();
  const client = useQueryClient();

  const begin = () =>
    start.mutate(undefined, {
      onSuccess: (answer) => {
        setOffer(answer);
        setStep('offer');
      },
      onError: toastProblem,
    });
  const finish = () => {
    setStep('closed');
    setOffer(null);
    setCodes([]);
    void reloadMe(client);
  };

  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="totp">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: '1 1 18rem' }}>
          <Group gap="sm" mb={4}>
            <Title order={2} size="h3" id="totp">
              {t('totp.title')}
            </Title>
            <Badge color={enabled ? 'green' : 'gray'} variant="light" tt="none">
              {t(enabled ? 'totp.on' : 'totp.off')}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {t('totp.lead')}
          </Text>
        </div>
        {enabled ? (
          <Button variant="default" onClick={() => setStep('stop')}>
            {t('totp.stop')}
          </Button>
        ) : (
          <Button variant="light" onClick={begin} loading={start.isPending}>
            {t('totp.start')}
          </Button>
        )}
      </Group>
      <Dialog
        opened={step === 'offer' && offer !== null}
        onClose={() => setStep('closed')}
        title={t('totp.start')}
      >
        {offer && (
          <OfferForm
            offer={offer}
            onDone={(made) => {
              setCodes(made);
              setStep('codes');
            }}
          />
        )}
      </Dialog>
      <Dialog
        opened={step === 'codes'}
        onClose={finish}
        title={t('totp.codes')}
        closeOnClickOutside={false}
      >
        <RecoveryCodes codes={codes} onDone={finish} />
      </Dialog>
      <Dialog opened={step === 'stop'} onClose={() => setStep('closed')} title={t('totp.stop')}>
        <StopForm onDone={() => setStep('closed')} />
      </Dialog>
    </Paper>
  );
}

function OfferForm({ offer, onDone }: { offer: Offer; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation('profile');
  const confirm = useConfirmTotp();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirm.isPending) return;
    confirm.mutate(code.replaceAll(/\s/g, ''), {
      onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('totp.scan')}</Text>
        <Group justify="center">
          <img
            src={svgAddress(offer.qr_svg)}
            alt={t('totp.qr')}
            width={200}
            height={200}
            style={{ background: '#fff', borderRadius: 8 }}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {t('totp.secret')}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {offer.secret.match(/.{1,4}/g)?.join(' ')}
          </Text>
          <CopyButton value={offer.secret} label={t('totp.copy_secret')} />
        </Group>
        <TextInput
          label={t('totp.code')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={confirm.isError && problemText(confirm.error)}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          required
        />
        <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
          {t('totp.confirm')}
        </Button>
      </Stack>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation('profile');
  return (
    <Stack>
      <Alert color="gold">{t('totp.codes.text')}</Alert>
      <SimpleGrid cols={2} spacing="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {codes.map((code) => (
          <Text key={code} component="li" ff="monospace" ta="center">
            {code}
          </Text>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <CopyButton value={codes.join('\n')} label={t('totp.copy_codes')} />
        <Button
          onClick={() => {
            toast(t('totp.is_on'));
            onDone();
          }}
        >
          {t('totp.kept')}
        </Button>
      </Group>
    </Stack>
  );
}

function StopForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('profile');
  const stop = useStopTotp();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (stop.isPending) return;
    stop.mutate(password, {
      onSuccess: () => {
        toast(t('totp.is_off'));
        onDone();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('totp.stop.text')}</Text>
        <PasswordInput
          label={t('password.current')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={stop.isError && problemText(stop.error)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('shared:password.show') }}
          required
        />
        <Button type="submit" color="red" loading={stop.isPending} disabled={password === ''}>
          {t('totp.stop')}
        </Button>
      </Stack>
    </form>
  );
}
