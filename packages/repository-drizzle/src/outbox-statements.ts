/** The parameters of all of them begin with the name of the outbox. */

/** Who subscribes hears of this table, and of no other of the same name. */
export const CHANNEL = 'infra_outbox';

/** In the order of the lists, and told when it is committed. */
export const append = (isTold: boolean): string => `with given as (
  select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    with ordinality as g(id, type, data, key, subject, time, context, place)
), appended as (
  insert into infra_outbox (outbox, id, type, data, key, subject, time, context)
  select $1, id, type, data, key, subject, time::timestamptz, context from given order by place
) select ${isTold ? `pg_notify('${CHANNEL}', 'infra_outbox'::regclass::oid || ' ' || $1)` : '1'}`;

/** One claim at a time: a snapshot that is taken under the lock sees what the claim before has taken. */
export const LOCK = `select pg_advisory_xact_lock(hashtext('infra_outbox'), hashtext($1))`;

/**
 * The first that are due, of transactions below which none is open any more: so nothing can come in between. (One that
 * has not begun yet is of the server that a dump was made of.) One of a key waits as
 * long as an earlier one of it is claimed, or waits for its next attempt.
 */
export const CLAIM = `with now as materialized (select clock_timestamp() as at), due as (
  select o.id from infra_outbox o, now
  where o.outbox = $1 and o.published_at is null and o.parked_at is null
    and (o.xid < pg_snapshot_xmin(pg_current_snapshot()) or o.xid >= pg_snapshot_xmax(pg_current_snapshot()))
    and o.due_at <= now.at and (o.claimed_until is null or o.claimed_until <= now.at)
    and (o.key is null or not exists (
      select 1 from infra_outbox e
      where e.outbox = o.outbox and e.key = o.key and e.published_at is null and e.parked_at is null
        and (e.xid, e.number) < (o.xid, o.number) and (e.due_at > now.at or e.claimed_until > now.at)))
  order by o.xid, o.number limit $2
)
update infra_outbox o set claim = $3, claimed_until = now.at + $4 * interval '1 millisecond'
from due, now where o.outbox = $1 and o.id = due.id
returning o.xid::text, o.number, o.id, o.type, o.data, o.key, o.subject, o.time, o.context, o.attempts`;

/** Those of a claim whose lease is not over; all of the ids, or nothing is done. Published ones are the claim's for good. */
const mine = (isPublishedToo: boolean): string => `select o.id from infra_outbox o
  where o.outbox = $1 and o.claim = $2 and o.id = any($3::text[])
    and (${isPublishedToo ? 'o.published_at is not null or ' : ''}o.published_at is null and o.claimed_until > clock_timestamp()) for update`;

const ALL = '(select count(*) from mine) = cardinality($3::text[])';

export const COMPLETE = `with mine as materialized (${mine(true)}), done as (
  update infra_outbox o set published_at = coalesce(o.published_at, clock_timestamp()), claimed_until = null
  from mine where ${ALL} and o.outbox = $1 and o.id = mine.id
) select ${ALL}`;

export const RELEASE = `with mine as materialized (${mine(false)}), done as (
  update infra_outbox o set claim = null, claimed_until = null from mine where ${ALL} and o.outbox = $1 and o.id = mine.id
) select ${ALL}`;

/** Those without a time to wait are parked, each a microsecond after the one before: so they keep their order. */
export const FAIL = `with now as materialized (select clock_timestamp() as at), mine as materialized (${mine(false)}), given as (
  select * from unnest($3::text[], $4::float8[], $5::text[]) with ordinality as g(id, wait_ms, reason, place)
), done as (
  update infra_outbox o set claim = null, claimed_until = null, attempts = attempts + 1, reason = given.reason,
    due_at = case when given.wait_ms is null then o.due_at else now.at + given.wait_ms * interval '1 millisecond' end,
    parked_at = case when given.wait_ms is null then now.at + given.place * interval '1 microsecond' end
  from mine, given, now where ${ALL} and o.outbox = $1 and o.id = mine.id and given.id = mine.id
) select ${ALL}`;

export const COUNTS = `select
  count(*) filter (where parked_at is null and (claimed_until is null or claimed_until <= now.at)),
  count(*) filter (where parked_at is null and claimed_until > now.at),
  count(*) filter (where parked_at is not null),
  coalesce(extract(epoch from max(now.at) - min(appended_at) filter (where parked_at is null)) * 1000, 0)::float8
from infra_outbox, (select clock_timestamp() as at) now where outbox = $1 and published_at is null`;

export const CLEAN = `delete from infra_outbox where outbox = $1 and published_at < clock_timestamp() - $2 * interval '1 millisecond'`;

export const PARKED = `select id, type, data, key, subject, time, context, attempts, reason, parked_at from infra_outbox
where outbox = $1 and parked_at is not null order by parked_at desc, xid desc, number desc limit $2 offset $3`;

const AGAIN = 'parked_at = null, reason = null, attempts = 0, due_at = clock_timestamp()';

export const REPLAY = `update infra_outbox set ${AGAIN} where outbox = $1 and id = $2 and parked_at is not null`;
export const REPLAY_ALL = `update infra_outbox set ${AGAIN} where outbox = $1 and parked_at is not null`;
export const CLEAR = `delete from infra_outbox where outbox = $1 and parked_at is not null`;

/** Whose messages a connection would be told of. */
export const TABLE = `select 'infra_outbox'::regclass::oid::text`;
