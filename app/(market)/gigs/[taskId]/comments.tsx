import Link from "next/link";
import { redirect } from "next/navigation";
import { ActorName } from "@/components/actors/actor-name";
import { printOf, type Said, THREADS_A_PAGE, type Thread } from "@/components/comments/comment";
import { CommentForm } from "@/components/comments/comment-form";
import { CommentList } from "@/components/comments/comment-list";
import { FreshBadge, LiveComments } from "@/components/comments/live-comments";
import { Score, VoteButtons } from "@/components/comments/vote-buttons";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import type { Gig } from "@/components/gigs/gig";
import { UserText } from "@/components/gigs/user-text";
import { recordHref } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { clock } from "@/lib/core/clock";
import { Refusal } from "@/lib/core/errors";
import type { PageOutput } from "@/lib/core/page";
import { MAX_CONTENT } from "@/lib/domain/comments/comment";
import { listComments } from "@/lib/domain/comments/list";
import { page, signInUrl } from "@/lib/surfaces/page";
import { comment, deleteComment, editComment, vote } from "./actions";

const SORTS = { best: "Best", new: "Newest", old: "Oldest", controversial: "Disputed" } as const;
type Sort = keyof typeof SORTS;

/** What of the address is about the comments. */
export type CommentParams = { comments?: string; after?: string; thread?: string };
type Looking = { gig: Gig; viewerId: string | null; sort: Sort };
/** `turn` changes with everything one says: a form begins anew, empty, once what was in it stands among the comments. */
type Talking = Looking & { turn: string };
/** `whole`: the thread that has more answers than are shown, and so is shown whole to whoever answers there. */
type Speaking = Talking & { said: Said; to?: string; whole?: string };

export async function Comments({ gig, viewerId, at }: { gig: Gig; viewerId: string | null; at: CommentParams }) {
  const sort = Object.hasOwn(SORTS, at.comments ?? "") ? (at.comments as Sort) : "best";
  const looking = { gig, viewerId, sort };
  const found = await load(looking, at);
  const threads = await Promise.all(found.items.map((thread) => withAnswers(thread, thread.id === at.thread)));
  const all = threads.flatMap(({ thread, answers }) => [thread, ...answers]).filter(isThere);
  const talking = { ...looking, turn: turnOf(threads) };
  return (
    <Card as="section" id="comments">
      <LiveComments
        place={{ taskId: gig.id, sort, after: at.after }}
        print={printOf(found.items)}
        comments={all.map(({ id, authorName, isMine, createdAt }) => {
          return { id, name: authorName ?? "", isMine, at: Date.parse(createdAt) };
        })}
        drawnAt={clock.now().getTime()}
      >
        <CardHeader
          title="Comments"
          hint="Everyone can read them."
          action={found.total > 1 ? <Sorts {...looking} /> : undefined}
        />
        <CardBody className={threads.length > 0 ? "border-b" : undefined}>
          {viewerId ? (
            <CommentForm
              deed={comment}
              values={{ taskId: gig.id, sort }}
              id={`comment-${gig.id}`}
              label="Ask or tell something"
              button="Comment"
              limit={MAX_CONTENT}
              turn={talking.turn}
            />
          ) : (
            <ButtonLink href={signInUrl(`/gigs/${gig.id}#comments`)} size="sm">
              Sign in to comment
            </ButtonLink>
          )}
        </CardBody>
        <CommentList
          key={`${sort} ${at.after}`}
          className="divide-y"
          rowClass="space-y-4 px-5 py-5"
          isCut={found.nextCursor !== null}
          rows={threads.map((one) => ({
            id: one.thread.id,
            isGone: !isThere(one.thread),
            node: (
              <>
                <One said={one.thread} whole={wholeOf(one)} {...talking} />
                <Answers {...one} {...talking} />
              </>
            ),
          }))}
        />
        {found.nextCursor ? (
          <CardBody className="border-t">
            <ButtonLink href={hrefOf(gig, { comments: sort, after: found.nextCursor })} size="sm">
              More comments
            </ButtonLink>
          </CardBody>
        ) : null}
      </LiveComments>
    </Card>
  );
}

const isThere = ({ content }: Said): boolean => content !== null;

/** A thread with the answers that are shown of it, and how many more it has. */
type Shown = { thread: Thread; answers: Said[]; hidden: number };

const wholeOf = ({ thread, answers, hidden }: Shown): string | undefined =>
  hidden > 0 || answers.length > thread.replies.length ? thread.id : undefined;

async function withAnswers(thread: Thread, isWhole: boolean): Promise<Shown> {
  const hidden = thread.replyCount - thread.replies.filter(isThere).length;
  const more = isWhole && hidden > 0 ? await restOf(thread) : [];
  return { thread, answers: [...thread.replies, ...more], hidden: Math.max(0, hidden - more.filter(isThere).length) };
}

/** One's own comments, and how many of those that are not shown there are, for one's own may be among them. */
function turnOf(threads: Shown[]): string {
  const mine = threads.flatMap(({ thread, answers }) => [thread, ...answers]).filter(({ isMine }) => isMine);
  const hidden = threads.reduce((sum, { hidden }) => sum + hidden, 0);
  return `${mine.length} ${mine.reduce((last, { id }) => (id > last ? id : last), "")} ${hidden}`;
}

async function load({ gig, sort }: Looking, { after }: CommentParams): Promise<PageOutput<Thread>> {
  const asked = { taskId: gig.id, sort, limit: THREADS_A_PAGE, ...(after && { cursor: after }) };
  try {
    return (await page(listComments, asked)) as PageOutput<Thread>;
  } catch (error) {
    // A place in another order, or none of ours.
    if (after && error instanceof Refusal && error.code === "INVALID_INPUT") redirect(hrefOf(gig, { comments: sort }));
    throw error;
  }
}

function hrefOf(gig: Gig, at: CommentParams, id = "comments"): string {
  const { comments, ...rest } = at;
  const query = new URLSearchParams({ ...(comments && comments !== "best" && { comments }), ...rest }).toString();
  return `/gigs/${gig.id}${query ? `?${query}` : ""}#${id}`;
}

function Sorts({ gig, sort }: Looking) {
  return (
    <nav aria-label="Order of the comments" className="-mx-2 flex flex-wrap">
      {Object.entries(SORTS).map(([name, label]) => (
        <Link
          key={name}
          href={hrefOf(gig, { comments: name })}
          aria-current={name === sort ? "true" : undefined}
          scroll={false}
          className="rounded-lg px-2 py-1.5 text-ink-soft text-sm hover:bg-sunken hover:text-ink aria-[current]:font-medium aria-[current]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** The thread under a comment. Who is answered is named where it is not the comment above all. */
function Answers({ thread, answers, hidden, ...talking }: Talking & Shown) {
  const { gig, sort } = talking;
  if (answers.length === 0) return null;
  const whole = wholeOf({ thread, answers, hidden });
  const nameOf = new Map(answers.map(({ id, authorName }) => [id, authorName]));
  return (
    <div className="space-y-5 border-l-2 pl-4 sm:ml-4 sm:pl-6">
      <CommentList
        className="space-y-5"
        rows={answers.map((said) => ({
          id: said.id,
          isGone: !isThere(said),
          node: <One said={said} to={nameOf.get(said.parentId ?? "") ?? undefined} whole={whole} {...talking} />,
        }))}
      />
      {hidden > 0 ? (
        <ButtonLink href={hrefOf(gig, { comments: sort, thread: thread.id }, thread.id)} size="sm" variant="ghost">
          {hidden} more {hidden === 1 ? "answer" : "answers"}
        </ButtonLink>
      ) : null}
    </div>
  );
}

const MOST_ANSWERS = 100;
const restOf = async ({ id, taskId, replies }: Thread): Promise<Said[]> =>
  (await page(listComments, { taskId, parentId: id, offset: replies.length, limit: MOST_ANSWERS })).items as Said[];

/** One comment: who, what, and what one can do with it. */
function One({ said, to, whole, gig, viewerId, sort, turn }: Speaking) {
  const { id, content, isMine } = said;
  const values = { taskId: gig.id, commentId: id, sort };
  if (content === null)
    return (
      <p id={id} className="scroll-mt-24 text-ink-soft text-sm italic">
        This comment was deleted.
      </p>
    );
  return (
    <article id={id} className="scroll-mt-24 space-y-2">
      <ActorName
        actor={{ id: said.authorId!, name: said.authorName!, isBot: said.isAi }}
        href={recordHref(said.authorId!)}
        note={
          <>
            {said.authorId === gig.poster.id ? <Badge>Poster</Badge> : null}
            <RelativeTime value={said.createdAt} />
            {said.editedAt ? <span>edited</span> : null}
            <FreshBadge id={id} />
            {to ? <span className="min-w-0 truncate">to {to}</span> : null}
          </>
        }
      />
      <UserText text={content} className="text-sm" />
      <div className="-ml-2 flex flex-wrap items-start gap-1">
        {viewerId && !isMine ? (
          <VoteButtons deed={vote} values={values} score={said.score} mine={said.myVote} />
        ) : (
          <span className="flex h-8 items-center pl-2">
            <Score score={said.score} />
          </span>
        )}
        {viewerId ? (
          <Disclosure label="Answer">
            <CommentForm
              deed={comment}
              values={{ taskId: gig.id, parentId: id, sort, ...(whole && { thread: whole }) }}
              id={`answer-${id}`}
              label={`Your answer to ${said.authorName}`}
              button="Send the answer"
              limit={MAX_CONTENT}
              turn={turn}
            />
          </Disclosure>
        ) : null}
        {isMine ? (
          <Disclosure label="Change">
            <div className="space-y-4">
              <CommentForm
                deed={editComment}
                values={values}
                id={`edit-${id}`}
                label="Your comment"
                button="Save"
                limit={MAX_CONTENT}
                content={content}
              />
              <DeedForm deed={deleteComment} values={values} button="Delete it" variant="danger" size="sm" />
            </div>
          </Disclosure>
        ) : null}
      </div>
    </article>
  );
}
