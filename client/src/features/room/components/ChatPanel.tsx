import { ActionIcon, Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '@/shared/i18n';
import { attempt, commandText } from '../errors';
import { useRoom, useSession } from '../hooks';
import { linkify } from '../links';
import { CHAT_LIMIT, type ChatMessage } from '../protocol';
import classes from './room.module.css';

/** Nearer to the end than this counts as reading the newest, in pixels. */
const AT_END = 60;

export function ChatPanel() {
  const { t } = useTranslation('room');
  const session = useSession();
  const { chat } = useRoom();
  const [loading, setLoading] = useState(false);
  const { ref, keepPlace } = useChatScroll(chat.messages);

  const readOlder = async () => {
    setLoading(true);
    keepPlace();
    try {
      await session.readOlder();
    } finally {
      setLoading(false);
    }
  };

  return (
    <>
      <section className={classes.scroll} ref={ref} tabIndex={0} aria-label={t('chat.messages')}>
        {chat.more && (
          <Group justify="center" mb="sm">
            <Button
              size="compact-sm"
              variant="default"
              loading={loading}
              onClick={() => attempt(readOlder())}
            >
              {t('chat.older')}
            </Button>
          </Group>
        )}
        {chat.messages.length === 0 && (
          <Text size="sm" c="dimmed" ta="center" mt="xl" px="md">
            {t('chat.empty')}
          </Text>
        )}
        <ol className={classes.messages}>
          {chat.messages.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ol>
      </section>
      <Composer />
    </>
  );
}

/** Stays at the newest message, unless one reads further up; older ones do not move the page. */
function useChatScroll(messages: readonly ChatMessage[]) {
  const ref = useRef<HTMLElement>(null);
  const place = useRef<{ fromEnd: number } | null>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const look = () => {
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END;
    };
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, []);

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    if (place.current) box.scrollTop = box.scrollHeight - place.current.fromEnd;
    else if (atEnd.current) box.scrollTop = box.scrollHeight;
    place.current = null;
  }, [messages]);

  const keepPlace = () => {
    const box = ref.current;
    if (box) place.current = { fromEnd: box.scrollHeight - box.scrollTop };
  };
  return { ref, keepPlace };
}

function Message({ message }: { message: ChatMessage }) {
  const { t } = useTranslation('room');
  return (
    <li className={classes.message} data-mine={message.mine}>
      <div className={classes.messageHead}>
        <span>{message.mine ? t('chat.you') : message.name}</span>
        <time dateTime={new Date(message.at).toISOString()}>{formatTime(message.at)}</time>
      </div>
      <div className={classes.bubble}>
        {linkify(message.text).map((part, index) =>
          part.href === null ? (
            part.text
          ) : (
            <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          ),
        )}
      </div>
    </li>
  );
}

function Composer() {
  const { t } = useTranslation('room');
  const session = useSession();
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  // The field is what one opened the panel for.
  useEffect(() => field.current?.focus(), []);

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const words = text.trim();
    if (words === '' || sending) return;
    setSending(true);
    setFailure(null);
    try {
      await session.say(words);
      setText('');
    } catch (error) {
      // What was written stays in the field: nothing is lost, and it can be sent again.
      setFailure(commandText(error));
    } finally {
      setSending(false);
      field.current?.focus();
    }
  };

  return (
    <form className={classes.foot} onSubmit={(event) => void send(event)}>
      {failure !== null && (
        <Alert color="red" role="alert" mb="xs" p="xs">
          {failure}
        </Alert>
      )}
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          ref={field}
          flex={1}
          autosize
          minRows={1}
          maxRows={5}
          value={text}
          maxLength={CHAT_LIMIT}
          aria-label={t('chat.write')}
          placeholder={t('chat.write')}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Vietnamese input methods finish a word with Enter: that Enter is theirs.
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              void send(event);
            }
          }}
        />
        <ActionIcon
          type="submit"
          size={36}
          aria-label={t('chat.send')}
          loading={sending}
          disabled={text.trim() === ''}
        >
          <IconSend size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </form>
  );
}
