CREATE TABLE "comment_votes" (
	"comment_id" text NOT NULL,
	"user_id" text NOT NULL,
	"value" smallint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "comment_votes_comment_id_user_id_pk" PRIMARY KEY("comment_id","user_id"),
	CONSTRAINT "comment_votes_value" CHECK ("comment_votes"."value" in (1, -1))
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"parent_id" text,
	"root_id" text,
	"author_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"content" text,
	"upvotes" integer DEFAULT 0 NOT NULL,
	"downvotes" integer DEFAULT 0 NOT NULL,
	"reply_count" integer DEFAULT 0 NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"best" bigint GENERATED ALWAYS AS (case when upvotes + downvotes = 0 then 0 else floor(1e9 * greatest(0, (upvotes + 1.9208) / (upvotes + downvotes) - 1.96 * sqrt(upvotes::float8 * downvotes / (upvotes + downvotes) + 0.9604) / (upvotes + downvotes)) / (1 + 3.8416 / (upvotes + downvotes))) end) STORED NOT NULL,
	"controversy" bigint GENERATED ALWAYS AS (case when upvotes = 0 or downvotes = 0 then 0 else floor(1e6 * power((upvotes + downvotes)::float8, least(upvotes, downvotes)::float8 / greatest(upvotes, downvotes))) end) STORED NOT NULL,
	CONSTRAINT "comments_thread_of" CHECK (("comments"."parent_id" is null) = ("comments"."root_id" is null)),
	CONSTRAINT "comments_content" CHECK (("comments"."content" is null) = ("comments"."deleted_at" is not null)),
	CONSTRAINT "comments_counts" CHECK (least("comments"."upvotes", "comments"."downvotes", "comments"."reply_count") >= 0)
);
--> statement-breakpoint
ALTER TABLE "comment_votes" ADD CONSTRAINT "comment_votes_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_votes" ADD CONSTRAINT "comment_votes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_parent_id_comments_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_root_id_comments_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comment_votes_user" ON "comment_votes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "comments_best" ON "comments" USING btree ("task_id","best","id") WHERE "comments"."root_id" is null;--> statement-breakpoint
CREATE INDEX "comments_controversial" ON "comments" USING btree ("task_id","controversy","id") WHERE "comments"."root_id" is null;--> statement-breakpoint
CREATE INDEX "comments_time" ON "comments" USING btree ("task_id","created_at","id") WHERE "comments"."root_id" is null;--> statement-breakpoint
CREATE INDEX "comments_thread" ON "comments" USING btree ("root_id","created_at","id") WHERE "comments"."root_id" is not null;--> statement-breakpoint
CREATE INDEX "comments_parent" ON "comments" USING btree ("parent_id") WHERE "comments"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX "comments_author" ON "comments" USING btree ("author_id","created_at","id");--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON comments FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON comment_votes FOR EACH ROW EXECUTE FUNCTION user_lives();
