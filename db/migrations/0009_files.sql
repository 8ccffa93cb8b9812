CREATE TABLE "files" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"filename" text NOT NULL,
	"mime_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "files_filename" CHECK (length("files"."filename") between 1 and 255),
	CONSTRAINT "files_size" CHECK ("files"."size_bytes" > 0)
);
--> statement-breakpoint
CREATE TABLE "loose_files" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"is_doomed" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_files" (
	"message_id" text NOT NULL,
	"position" smallint NOT NULL,
	"file_id" text NOT NULL,
	CONSTRAINT "message_files_message_id_position_pk" PRIMARY KEY("message_id","position")
);
--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loose_files" ADD CONSTRAINT "loose_files_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_files" ADD CONSTRAINT "message_files_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_files" ADD CONSTRAINT "message_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_owner" ON "files" USING btree ("owner_id","created_at");--> statement-breakpoint
CREATE INDEX "loose_files_due" ON "loose_files" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "loose_files_owner" ON "loose_files" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "message_files_file" ON "message_files" USING btree ("file_id");
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON files FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
-- A file goes with the last message that carries it; its bytes wait in loose_files for their removal. The file is locked
-- first: of two messages that go at the same moment, the later one sees that the other has gone.
CREATE FUNCTION drop_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM files WHERE id = OLD.file_id FOR UPDATE;
  WITH gone AS (
    DELETE FROM files f WHERE f.id = OLD.file_id AND NOT EXISTS (SELECT FROM message_files m WHERE m.file_id = f.id)
    RETURNING f.id, f.owner_id, f.size_bytes)
  INSERT INTO loose_files (id, owner_id, size_bytes, due_at) SELECT id, owner_id, size_bytes, now() FROM gone;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER drop_file AFTER DELETE ON message_files FOR EACH ROW EXECUTE FUNCTION drop_file();
--> statement-breakpoint
CREATE FUNCTION drop_message_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM message_files WHERE message_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER drop_message_files AFTER UPDATE OF deleted_at ON messages FOR EACH ROW
  WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION drop_message_files();
