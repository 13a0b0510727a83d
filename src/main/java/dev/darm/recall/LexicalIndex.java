package dev.darm.recall;

import dev.darm.encoding.Terms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;

/**
 * Memories by their words: Lucene, BM25F over claim text, heading and URI (Robertson, Zaragoza and Taylor 2004).
 *
 * <p>Fields are cut by {@link Terms}, the same as questions are, so that a word which {@link dev.darm.agent.Extraction}
 * will look for is found here under the same stem. The index is derived: opening it clears it. Nothing is committed but by
 * {@link #purge}; a search opens the near-real-time reader anew when something changed. Merges run in the caller's thread. One thread at
 * a time.
 */
public final class LexicalIndex implements AutoCloseable {

    private static final String KEY = "key";
    /** BM25F weights of the fields: a word of the claim counts thrice a word of the URI. */
    private static final Map<String, Float> WEIGHTS = weightsOfFields();

    private static final int MAX_TERM_CHARS = 256;
    private static final int MAX_QUERY_TERMS = 128;
    private static final double RAM_MIB = 8;
    private static final FieldType WORDS = wordsType();

    private final IndexWriter writer;
    private final SearcherManager searchers;
    private boolean changed;

    /** A memory and its BM25 score, above 0. */
    public record Ranked(MemoryKey key, double score) {}

    /**
     * What a search found.
     *
     * @param ranked best first; of equal scores, the lower key first
     * @param weights how much each term tells: the idf of BM25, 0 and above; highest for a term that no memory has
     */
    public record Ranking(List<Ranked> ranked, Map<String, Double> weights) {}

    LexicalIndex(Directory directory) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setMergeScheduler(new SerialMergeScheduler())
                .setRAMBufferSizeMB(RAM_MIB)
                .setCommitOnClose(false);
        this.writer = new IndexWriter(directory, config);
        // The files of the last run stay until a commit says that they are not wanted.
        writer.commit();
        this.searchers = new SearcherManager(writer, null);
    }

    /** Adds the memory, or replaces what was there under its key. */
    void put(MemoryKey key, String claim, String heading, String uri) throws IOException {
        Document document = new Document();
        document.add(new StringField(KEY, key.toString(), Field.Store.YES));
        document.add(new Field("claim", new TermStream(terms(claim)), WORDS));
        document.add(new Field("heading", new TermStream(terms(heading)), WORDS));
        document.add(new Field("uri", new TermStream(terms(uri)), WORDS));
        writer.updateDocument(new Term(KEY, key.toString()), document);
        changed = true;
    }

    void remove(MemoryKey key) throws IOException {
        writer.deleteDocuments(new Term(KEY, key.toString()));
        changed = true;
    }

    /** Writes segments anew that hold words of what was removed, and deletes the old ones. */
    void purge() throws IOException {
        writer.forceMergeDeletes(true);
        writer.commit();
        searchers.maybeRefreshBlocking();
        writer.deleteUnusedFiles();
        changed = false;
    }

    /** The up to {@code k} memories that the terms describe best; any one of the terms suffices to be found. */
    Ranking search(Collection<String> terms, int k) throws IOException {
        if (changed) {
            searchers.maybeRefreshBlocking();
            changed = false;
        }
        IndexSearcher searcher = searchers.acquire();
        try {
            List<Ranked> ranking = new ArrayList<>();
            StoredFields stored = searcher.storedFields();
            for (ScoreDoc hit : searcher.search(query(terms), k).scoreDocs) {
                ranking.add(new Ranked(MemoryKey.parse(stored.document(hit.doc).get(KEY)), hit.score));
            }
            ranking.sort(Comparator.comparingDouble((Ranked one) -> one.score())
                    .reversed()
                    .thenComparing(Ranked::key));
            return new Ranking(ranking, weights(searcher.getIndexReader(), terms));
        } finally {
            searchers.release(searcher);
        }
    }

    int size() {
        return writer.getDocStats().numDocs;
    }

    @Override
    public void close() throws IOException {
        searchers.close();
        writer.close();
    }

    private static BooleanQuery query(Collection<String> terms) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.stream().distinct().limit(MAX_QUERY_TERMS).forEach(term -> {
            CombinedFieldQuery.Builder one = new CombinedFieldQuery.Builder(term);
            WEIGHTS.forEach(one::addField);
            any.add(one.build(), BooleanClause.Occur.SHOULD);
        });
        return any.build();
    }

    private static Map<String, Double> weights(IndexReader reader, Collection<String> terms) throws IOException {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String term : terms) {
            int having = 0;
            for (String field : WEIGHTS.keySet()) having = Math.max(having, reader.docFreq(new Term(field, term)));
            weights.put(
                    term, Math.log1p((reader.numDocs() - Math.min(having, reader.numDocs()) + 0.5) / (having + 0.5)));
        }
        return weights;
    }

    private static List<String> terms(String text) {
        return Terms.of(text).stream()
                .filter(term -> term.length() <= MAX_TERM_CHARS)
                .toList();
    }

    private static Map<String, Float> weightsOfFields() {
        Map<String, Float> weights = new LinkedHashMap<>();
        weights.put("claim", 3f);
        weights.put("heading", 2f);
        weights.put("uri", 1f);
        return weights;
    }

    private static FieldType wordsType() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.freeze();
        return type;
    }
}
